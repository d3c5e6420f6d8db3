"""A person at the page without a browser: reads the forms that are there and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import httpx


@dataclass
class Button:
    name: str
    value: str
    label: str = ""


@dataclass
class Form:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


class Page(HTMLParser):
    """The forms, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[dict[str, str]] = []
        self.html = html
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._in = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given.items()
        self._in = tag
        match tag:
            case "form":
                self.forms.append(Form(given["action"]))
            case "input" if given["type"] == "hidden":
                self.forms[-1].hidden[given["name"]] = given["value"]
            case "input":
                self.forms[-1].entries[given["name"]] = given.get("value", "")
            case "textarea":
                self.forms[-1].entries[given["name"]] = ""
            case "button" if given["type"] == "submit":
                self.forms[-1].buttons.append(Button(given.get("name", ""), given.get("value", "")))
            case "a":
                self.links.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("button", "textarea"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in == "button" and self.forms and self.forms[-1].buttons:
            self.forms[-1].buttons[-1].label += data
        if self._in == "textarea":
            self.forms[-1].entries["texte"] += data.removeprefix("\n")

    @property
    def options(self) -> list[tuple[Form, Button]]:
        return [(form, button) for form in self.forms for button in form.buttons if button.name == "choix"]

    @property
    def writing(self) -> Form:
        """The form in which something can be typed."""
        return next(form for form in self.forms if form.entries)


class Visitor:
    """One browser: it keeps its cookies and the page it sees."""

    def __init__(self, base: str, **headers: str) -> None:
        self.client = httpx.Client(base_url=base, headers=headers, follow_redirects=True, timeout=20)
        self.page = Page("")

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def open(self, path: str = "/") -> httpx.Response:
        return self._seen(self.client.get(path))

    def press(self, value: str) -> httpx.Response:
        """Press the button that sends `value`."""
        return self._seen(self.send(self.pressed(value)))

    def write(self, text: str) -> httpx.Response:
        """Type into the page's entry and send it."""
        return self._seen(self.send(self.page.writing.hidden | {"texte": text}))

    def upload(self, *paths: Path, to: str = "/fichier") -> httpx.Response:
        """Send files with the form that takes them."""
        form = self._taking(to)
        files = [("fichier", (path.name, path.read_bytes())) for path in paths]
        return self._seen(self.client.post(form.action, data=form.hidden, files=files))

    def paste(self, text: str, to: str = "/fichier") -> httpx.Response:
        """Paste a list into the form that takes files."""
        form = self._taking(to)
        fields = [(name, (None, value)) for name, value in (form.hidden | {"texte": text}).items()]
        return self._seen(self.client.post(form.action, files=fields))

    def _taking(self, to: str) -> Form:
        return next(form for form in self.page.forms if form.action.startswith(to))

    def pressed(self, value: str) -> dict[str, str]:
        """What that button would send."""
        form = next(form for form, button in self.page.options if button.value == value)
        return form.hidden | {"choix": value}

    def send(self, data: dict[str, str], **headers: str) -> httpx.Response:
        return self.client.post("/dire", data=data, headers=headers)

    def _seen(self, response: httpx.Response) -> httpx.Response:
        self.page = Page(response.text)
        return response
