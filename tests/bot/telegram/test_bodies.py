"""A form that a call is written as is read back as it was."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.bodies import written


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.text(), min_size=1))
def test_any_text_comes_out_of_the_form_as_it_went_in(params: dict[str, str]) -> None:
    body, _ = written(params, "form")
    assert isinstance(body, bytes)
    read = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    assert read == list(params.items())
