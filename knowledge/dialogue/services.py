"""The addresses of the school by the service they are of: pasted links are compared with them."""

from __future__ import annotations

from knowledge.cas.adresse import Adresse
from knowledge.cas.etiquettes import Service
from knowledge.dialogue.connu import Connu, address_of


def addresses(connu: Connu) -> tuple[tuple[Service, Adresse], ...]:
    """The addresses that were given. Where no service was told, the one address is anybody's."""
    if connu.adresse is None:
        return ()
    net: tuple[tuple[Service, Adresse], ...] = ()
    if connu.avec_net or not connu.perimetre:
        net = ("net", connu.adresse), *(() if connu.perimetre else (("", connu.adresse),))
    client = address_of(connu.client.public) if connu.client else None
    return (*net, ("client", client)) if client else net
