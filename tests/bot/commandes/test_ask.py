import json

from click.testing import CliRunner

from bot.commandes.ask import ask


def run(*arguments: str, given: str = "") -> str:
    done = CliRunner().invoke(ask, arguments, input=given)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_question_as_json_has_the_shape_of_the_contract() -> None:
    told = json.loads(run("Comment supprimer les identifiants CAS ?", "--json"))
    assert told["kind"] == "answer"
    assert set(told["answers"][0]) == {"id", "title", "cites", "score"}
    assert "G3.2-delete" in told["answers"][0]["cites"]
    assert 0 < told["answers"][0]["score"] <= 1


def test_questions_read_line_by_line_give_one_object_a_line() -> None:
    lines = run("-", given="où est suivi synchro\n\nrecette de crêpes\n").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["answer", "declined"]
    assert "crêpes" in lines[1]


def test_a_password_in_a_question_is_masked_and_whoever_typed_it_is_told() -> None:
    done = CliRunner().invoke(ask, ["mot de passe : Soleil2024! refusé", "--json"])
    assert json.loads(done.stdout)["question"] == "mot de passe : [masqué] refusé"
    assert done.stderr.count("\n") == 1
    lines = CliRunner().invoke(ask, ["-"], input="mdp : Soleil2024!\nmdp : Lune2024!\nsuivi synchro\n")
    assert (len(lines.stdout.splitlines()), lines.stderr) == (3, done.stderr)


def test_words_of_the_field_are_explained() -> None:
    asked = (
        "c'est quoi CAS ?",
        "que veut dire ENT",
        "SSO ?",
        "c quoi le RNE",
        "client lourd ?",
        "itslearning c koi",
    )
    told = [json.loads(line) for line in run("-", given="\n".join(asked)).splitlines()]
    first = [each["answers"][0]["id"] for each in told]
    assert first == ["mot-cas", "mot-ent", "mot-sso", "uai", "net-ou-client", "mot-ent"]


def test_a_person_reads_the_answer_and_its_source() -> None:
    told = run("Comment supprimer les identifiants CAS ?")
    assert "clic droit" in told
    assert "2019" in told.splitlines()[-1]


def test_a_pasted_message_gives_its_entry_and_its_ticket_is_masked() -> None:
    told = run("Le ticket ST-1856339-aA5Yuvrxzpv8Tau1cYQ7 est inconnu", "--json")
    assert json.loads(told)["answers"][0]["id"] == "M32"
    assert "aA5Yuvrxzpv8Tau1cYQ7" not in told


def test_words_that_tell_of_a_breakdown_lead_to_the_search_of_its_cause() -> None:
    lead = "python -m bot chat"
    assert lead in run("personne n'arrive à se connecter depuis lundi")
    assert lead in run("HTTP Error 503").splitlines()[-1]
    assert lead not in run("Comment supprimer les identifiants CAS ?")
