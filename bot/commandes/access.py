"""What a command is given: the settings, the guide and the house, each made when it is first asked for."""

from __future__ import annotations

import json
from functools import cached_property

import click

from bot import config, house
from bot.house import House
from handlers import references
from knowledge.dialogue.guide import Guide, load


class Access:
    """The way from a command to the house. Every property may raise HouseError."""

    @cached_property
    def settings(self) -> config.Settings:
        """The settings."""
        return config.read()

    @cached_property
    def guide(self) -> Guide:
        """The guide as it stands, for its words: proving all of it takes longer than most commands."""
        return load(house.read_sources())

    @cached_property
    def house(self) -> House:
        """The house, with the store that lasts."""
        return house.build(self.settings)

    def passing_house(self, seed: str = "") -> House:
        """A house that remembers nothing beyond this process; the same seed makes the same references."""
        return house.build(self.settings, lasting=False, draw=references.rehearse(seed))


pass_access = click.make_pass_decorator(Access, ensure=True)


def echo_json(document: object) -> None:
    """Write one JSON document on stdout, as it is read by people too: UTF-8, not escaped."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
