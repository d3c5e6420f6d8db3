// Files on their way: how much is sent, then what is being read. Without it they are sent all the same.
"use strict";

// Sends a form and answers with the text of the page that comes back; `limit` is in milliseconds of silence.
window.envoyer = (form, body, limit) => new Promise((done, failed) => {
  const bar = form.querySelector("progress");
  const line = form.querySelector(".avancement");
  const give = form.querySelector(".annuler");
  const data = document.getElementById("page").dataset;
  const request = new XMLHttpRequest();
  let asking = 0;

  const show = (text, part) => {
    if (line && line.textContent !== text) line.textContent = text;
    if (!bar) return;
    if (part === undefined) bar.removeAttribute("value");
    else bar.value = part;
  };

  const ask = async () => {
    try {
      const answer = await fetch("/avancement", { headers: { Accept: "application/json" } });
      const stage = await answer.json();
      if (asking && stage.texte) show(stage.texte, stage.part || undefined);
    } catch { /* the answer itself is still awaited */ }
    if (asking) asking = setTimeout(ask, 400);
  };

  const over = (then, value) => {
    clearTimeout(asking);
    asking = 0;
    for (const it of [bar, line, give]) if (it) it.hidden = true;
    then(value);
  };

  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const part = event.loaded / event.total;
    show(data.envoi.replace("%%", Math.floor(part * 100)), part);
  });
  request.upload.addEventListener("load", () => {
    if (give) give.hidden = true; // what has arrived is read
    show(data.lecture);
    asking = setTimeout(ask, 200);
  });
  request.addEventListener("load", () => over(done, request.responseText));
  request.addEventListener("error", () => over(failed, new Error("network")));
  request.addEventListener("timeout", () => over(failed, new Error("timeout")));
  request.addEventListener("abort", () => over(done, ""));

  for (const it of [bar, line, give]) if (it) it.hidden = false;
  if (give) give.onclick = () => request.abort();
  show(data.envoi.replace("%%", 0), 0);
  request.open("POST", form.getAttribute("action"));
  request.setRequestHeader("Accept", "text/html");
  request.timeout = limit;
  request.send(body);
});
