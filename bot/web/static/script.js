// Comfort only: every form of the page works without this file.
"use strict";

(() => {
  const page = () => document.getElementById("page");
  const announce = (text) => { document.getElementById("annonce").textContent = text; };
  const TIMEOUT = 30000;
  const READING = 240000; // a file is read and compared while one waits
  let busy = false;

  // ── saying something without a reload ──────────────────────────────────────────────────────

  const setBusy = (on) => {
    busy = on;
    page().classList.toggle("attend", on);
    page().setAttribute("aria-busy", String(on));
  };

  const say = async (form, body, pressed = "") => {
    if (busy) return;
    clearAlert();
    setBusy(true);
    const sending = body instanceof FormData;
    const patience = setTimeout(() => announce(sending ? page().dataset.lecture : page().dataset.attente), 800);
    try {
      const text = sending ? await window.envoyer(form, body, READING) : await post(form, body);
      if (text) show(new DOMParser().parseFromString(text, "text/html"), form, pressed);
      else alertAt(form, page().dataset.annule);
    } catch {
      failed(form, body);
    } finally {
      clearTimeout(patience);
      setBusy(false);
    }
  };

  const post = async (form, body) => {
    const limit = new AbortController();
    const stop = setTimeout(() => limit.abort(), TIMEOUT);
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: limit.signal, headers: { Accept: "text/html" } });
      return await answer.text();
    } finally {
      clearTimeout(stop);
    }
  };

  const show = (parsed, form, pressed) => {
    const fresh = parsed.getElementById("page");
    if (!fresh) {
      const sentence = parsed.getElementById("refus-phrase");
      if (!sentence) throw new Error("not our page");
      renew(parsed);
      alertAt(form, sentence.textContent);
      return;
    }
    document.title = parsed.title;
    announce("");
    const typed = form.classList.contains("libre") ? "" : (document.getElementById("libre")?.value ?? "");
    const opened = page().querySelectorAll(".anciens[open], .recap-etroit[open]");
    const reopen = [...opened].map((it) => `.${it.classList[it.classList.length - 1]}`);
    const told = [...document.getElementById("suite").children].map(signature);
    const asked = asks();
    morph(document.getElementById("fil"), fresh.querySelector("#fil"));
    for (const selector of [".toujours", ".recap-etroit", ".recap-large"]) {
      page().querySelector(selector).replaceWith(fresh.querySelector(selector));
    }
    for (const selector of reopen) page().querySelector(selector)?.setAttribute("open", "");
    const free = document.getElementById("libre");
    if (free && typed) free.value = typed;
    ready();
    remember(pressed);
    if (!stay(pressed)) lead(told, asked);
  };

  // ── the browser's own back button goes back one answer, and never out of a conversation ─────

  const RETURN = "_:retour";
  const answered = () => document.querySelectorAll(".echange").length;
  let place = history.state?.place ?? 0; // how many steps of the browser's history are ours
  let answers = answered();

  // An answer more, or a new beginning, is a step that the browser can take back.
  const remember = (pressed) => {
    const before = answers;
    answers = answered();
    const forward = answers > before || (before > 0 && answers === 0 && pressed !== RETURN);
    if (forward && pressed !== RETURN) history.pushState({ place: ++place }, "");
  };

  window.addEventListener("popstate", (event) => {
    if (!event.state || event.state.place === place) return; // a link to a part of the page
    const back = event.state.place < place;
    place = event.state.place;
    const button = document.querySelector(`.commandes button[value="${RETURN}"]`);
    if (back && answers > 0 && button) button.form.requestSubmit(button);
  });

  // A line that was taken out or put back keeps its place under the finger: `ligne:retirer.x`, `ligne:remettre.x`.
  const stay = (pressed) => {
    const line = (value) => value.replace(/^ligne:[a-z]+\./, "ligne:");
    const buttons = pressed.startsWith("ligne:") ? [...document.querySelectorAll(".suite .lignes button")] : [];
    const button = buttons.find((it) => line(it.value) === line(pressed));
    button?.focus({ preventScroll: true });
    return Boolean(button);
  };

  // To what is new: the whole turn, or, where the same is asked again, the first thing that was not there before.
  const lead = (told, asked) => {
    const suite = document.getElementById("suite");
    const parts = [...suite.children];
    const first = asks() === asked ? parts.findIndex((part, rank) => signature(part) !== told[rank]) : 0;
    const part = first > 0 ? parts[first] : suite;
    const target = part.querySelector(".question") ?? part;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start" });
  };

  const asks = () => document.querySelector("input[name=noeud]")?.value; // the node that is asked

  const signature = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
    copy.querySelectorAll(".copier").forEach((button) => button.remove());
    for (const it of [copy, ...copy.querySelectorAll("[open], [tabindex]")]) {
      it.removeAttribute("open");
      if (!it.matches(".question")) it.removeAttribute("tabindex");
    }
    return copy.outerHTML;
  };

  // What was said already stays in place, so that a screen reader hears only what is new.
  const morph = (old, anew) => {
    const wanted = [...anew.children];
    const same = (one, other) => (one.id === "suite" ? other.id === "suite" : signature(one) === signature(other));
    for (const node of [...old.children]) {
      if (!wanted.some((other) => same(node, other))) node.remove();
    }
    wanted.forEach((node, rank) => {
      const there = old.children[rank];
      if (there?.id === "suite" && same(there, node)) morph(there, node);
      else if (there && same(there, node)) freshen(there, node);
      else old.insertBefore(document.adoptNode(node), there ?? null);
    });
  };

  // A part that stays takes over the hidden fields of its new copy.
  const freshen = (there, anew) => {
    const fields = anew.querySelectorAll("input[type=hidden]");
    there.querySelectorAll("input[type=hidden]").forEach((field, rank) => { field.value = fields[rank].value; });
  };

  // A refused page may bring a new token: the forms take it over, nothing typed is touched.
  const renew = (parsed) => {
    for (const name of ["jeton", "cle"]) {
      const value = parsed.querySelector(`input[name=${name}]`)?.value;
      if (value) document.querySelectorAll(`input[name=${name}]`).forEach((field) => { field.value = value; });
    }
  };

  const clearAlert = () => document.querySelectorAll(".alerte").forEach((it) => it.remove());

  const alertAt = (form, text, retry) => {
    clearAlert();
    const box = document.createElement("div");
    box.className = "alerte";
    box.setAttribute("role", "alert");
    const sentence = document.createElement("p");
    sentence.textContent = text;
    box.append(sentence);
    if (retry) {
      const again = document.createElement("button");
      again.type = "button";
      again.className = "bouton";
      again.textContent = page().dataset.reessayer;
      again.addEventListener("click", retry);
      box.append(again);
    }
    (form.isConnected ? form : document.getElementById("suite")).after(box);
    box.scrollIntoView({ block: "nearest" });
  };

  // The same body, so the same key: if the first try did arrive, the second changes nothing.
  const failed = (form, body) => alertAt(form, page().dataset.horsLigne, () => say(form, body));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const action = form.getAttribute("action");
    if (action !== "/dire" && action !== "/fichier") return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    say(form, action === "/fichier" ? fields : new URLSearchParams(fields), event.submitter?.value);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "libre" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  // ── files dropped on their form ─────────────────────────────────────────────────────────────

  const dropOn = (event) => event.target.closest?.(".envoi");

  document.addEventListener("dragover", (event) => {
    const form = dropOn(event);
    if (!form || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("survol");
  });
  document.addEventListener("dragleave", (event) => dropOn(event)?.classList.remove("survol"));
  document.addEventListener("drop", (event) => {
    const form = dropOn(event);
    if (!form || !event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("survol");
    form.elements.fichier.files = event.dataTransfer.files;
    form.requestSubmit();
  });

  // ── copying ────────────────────────────────────────────────────────────────────────────────

  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copyTheOldWay = (text) => {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.className = "cache";
    field.readOnly = true;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus({ preventScroll: true });
    return done;
  };

  const copy = async (button) => {
    const value = button.closest(".valeur").querySelector("code");
    let done = false;
    try {
      await navigator.clipboard.writeText(value.textContent);
      done = true;
    } catch {
      done = copyTheOldWay(value.textContent); // over plain http there is no clipboard
    }
    if (!done) {
      select(value);
      alertAt(button, page().dataset.copieImpossible);
      return;
    }
    const word = button.querySelector(".mot");
    const before = word.dataset.avant ?? word.textContent;
    word.dataset.avant = before;
    word.textContent = page().dataset.copie;
    button.classList.add("fait");
    announce("");
    requestAnimationFrame(() => announce(page().dataset.copie));
    clearTimeout(button.timer);
    button.timer = setTimeout(() => {
      word.textContent = before;
      button.classList.remove("fait");
    }, 4000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.classList.contains("copier")) copy(button);
    if (button?.classList.contains("imprimer")) window.print();
  });

  // ── buttons that need this script appear with it ───────────────────────────────────────────

  const ready = () => document.querySelectorAll(".copier[hidden], .imprimer[hidden], .depot[hidden]").forEach((it) => { it.hidden = false; });

  ready();
  history.replaceState({ place }, "");
  if (!location.hash && document.querySelector(".echange")) document.getElementById("suite").scrollIntoView({ behavior: "instant" });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
