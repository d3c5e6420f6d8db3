"""The errors, a tree with two roots: what the person can mend, and what the operator must.

No sentence stands here. A sentence belongs to the guide (`erreurs.toml`, one entry a class name)
and is rendered with `values`; `guide check` reports a class without a sentence.

    HelpdeskError
    ├── PersonError        what was given cannot be used; the person can give something else
    │   ├── AddressRefused     no address can be read in it
    │   ├── UaiRefused         not seven digits and a letter
    │   ├── UaiIsNoAddress     a UAI where only an address can help (own server)
    │   ├── EntryRefused       an entry of the dialogue that its validator refuses
    │   ├── NameRefused        no school's name
    │   ├── VersionRefused     no version of PRONOTE
    │   ├── ReferenceRefused   no reference of a case, or one with a wrong sign in it
    │   ├── TicketUnknown      no case is kept under this reference
    │   ├── FilesForgotten     the files that were sent are not in memory any more
    │   ├── FilesElsewhere     files are not read in this transport
    │   ├── FileTooLarge       a file is larger than a file may be
    │   └── FileNotFetched     the messenger does not give a file that was sent
    └── HouseError         the house cannot work as it is set up; the operator mends it
        ├── BrokenGuide        the guide's data has faults
        ├── BadSetting         an environment variable or an option has no usable value
        ├── KeyMissing         there are sealed rows and no key file
        ├── KeyUnsafe          others can read the key file
        ├── KeyWrong           the key does not open what was sealed
        ├── StoreUnusable      the database cannot be opened or written
        └── PortTaken          another program listens there
"""

from __future__ import annotations


class HelpdeskError(Exception):
    """Anything that a person is told in one French sentence; `values` fill that sentence."""

    def __init__(self, **values: str) -> None:
        super().__init__(type(self).__name__, values)
        self.values = values


class PersonError(HelpdeskError):
    """What was given cannot be used; the person can give something else."""


class AddressRefused(PersonError):
    """No address can be read in what was given (`found`)."""


class UaiRefused(PersonError):
    """What was given is not seven digits and a letter (`found`)."""


class UaiIsNoAddress(PersonError):
    """A UAI (`found`) was given where only an address can help: the school has its own server."""


class ConversationUnknown(PersonError):
    """Nothing is remembered of `who`."""


class EntryRefused(PersonError):
    """A validator refuses an entry of the dialogue; `entry` names the validator."""


class NameRefused(PersonError):
    """What was given (`found`) is no school's name but `nature`; `meant` is kept for its own question."""


class VersionRefused(PersonError):
    """What was given (`found`) is no version of PRONOTE, perhaps `nature`; `meant` is kept or proposed."""


class ReferenceRefused(PersonError):
    """What was given (`found`) is no reference of a case, or a sign of it is wrong; `example` is one."""


class TicketUnknown(PersonError):
    """No case is kept under this `reference`."""


class TicketNewer(PersonError):
    """The case of this `reference` is for a recipient that a later edition of the guide knows."""


class FilesForgotten(PersonError):
    """The files that the person speaks of are not in memory any more."""


class FilesElsewhere(PersonError):
    """Files are not read here, in a public messenger."""


class FileTooLarge(PersonError):
    """A file that was sent is larger than a file may be."""


class FileNotFetched(PersonError):
    """The messenger does not give a file that was sent."""


class HouseError(HelpdeskError):
    """The house cannot work as it is set up; the operator mends it."""


class BrokenGuide(HouseError):
    """The guide's data has faults (`faults`: all of them, one a line)."""


class BadSetting(HouseError):
    """A setting (`name`) has no usable value (`value`)."""


class KeyMissing(HouseError):
    """There are sealed rows and no key file (`path`)."""


class KeyUnsafe(HouseError):
    """Others than its owner can read the key file (`path`)."""


class KeyWrong(HouseError):
    """The key file (`path`) does not open what was sealed."""


class StoreUnusable(HouseError):
    """The database (`url`, without its password) cannot be opened or written."""


class OneProcess(HouseError):
    """Several processes (`workers`) were asked for over a database that serves one."""


class PortTaken(HouseError):
    """Another program listens on `host`:`port`."""
