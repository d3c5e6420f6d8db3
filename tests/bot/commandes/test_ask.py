import json

from click.testing import CliRunner

from bot.commandes.ask import ask


def run(*arguments: str, given: str = "") -> str:
    done = CliRunner().invoke(ask, arguments, input=given)
    assert done.exit_code == 0, done.output
    return done.output


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
