"""What outsiders would learn, and what the record says, in words."""

import interim
from interim.presentation import learning_words, record_words
from presentation.fabricated import fabricated_document


def test_lessons_are_told_event_by_event():
    found = learning_words.lessons(fabricated_document(), "alpha", "club")
    assert [lesson.event for lesson in found] == [
        "Northland refuses it",
        "in force, Northland breaks it within five years",
    ]
    assert found[1].chance == "0.25"
    assert found[1].types == "hawk: 0.50, then 0.90 (0.85-0.95)"
    # Of the other plan alone: the plan itself is no next deal.
    assert found[1].following == "0.20, then 0.40 (0.35-0.45)"


def test_a_sentence_says_what_a_breach_would_teach():
    said = learning_words.headline(fabricated_document(), "alpha", "club")
    assert said.startswith("What The Club would think if Northland broke ")
    assert said.endswith("0.20, then 0.40 (0.35-0.45).")


def test_what_is_too_rare_is_said():
    document = fabricated_document()
    lesson = document["plans"]["alpha"]["learnt"]["club"]["breach:north"]
    for at in (*lesson["types"]["north"].values(), *lesson["next"].values()):
        at |= {"after": None, "low": None, "high": None}
    (found,) = (
        each for each in learning_words.lessons(document, "alpha", "club") if "breaks" in each.event
    )
    assert found.types == "too rare to say"
    few = learning_words.lessons(document, "alpha", "club", few=True)
    assert [lesson.event for lesson in few] == ["Northland refuses it"]
    assert found.following == "0.20; after it too rare to say"


def test_events_of_every_kind_have_words():
    document = fabricated_document()
    for kind in learning_words.SAID:
        first, *how = kind.split(":")
        assert (
            "Northland" in learning_words.event(document, ":".join((first, "north", *how))) or how
        )
    assert learning_words.event(document, "kept") == learning_words.KEPT


def record(**changed):
    return {
        "futures": 1000,
        "effective": 0.95,
        "effective_number": 950.0,
        "enough": True,
        "moved": [],
        "score": {"brier": 0.1, "log": 0.3, "base": {"brier": 0.2, "log": 0.6}, "n": 3},
        "tested": None,
        **changed,
    }


def test_the_record_says_how_much_it_says():
    assert "set few futures apart" in record_words.headline(record())
    clear = record(effective=0.4, effective_number=400.0)
    assert "favour some futures clearly" in record_words.headline(clear)
    few = record(effective=0.02, effective_number=20.0, enough=False)
    assert "too few are left" in record_words.headline(few)


def test_a_score_is_better_or_not():
    (said,) = record_words.scored(record())
    assert "the model does better than that share" in said
    worse = record(score={"brier": 0.3, "log": 0.9, "base": {"brier": 0.2, "log": 0.6}, "n": 3})
    assert "no better than that share" in record_words.scored(worse)[0]


def test_where_nothing_moves_it_says_so():
    assert record_words.moved(record(), None) == ["No number moves by more than chance would."]


def test_numbers_that_move_have_words(template):
    case = interim.load(template)
    name = "enforcement.behaviour.precision"
    row = {"quantity": name, "before": {"median": 60.0}, "after": {"median": 80.0}, "errors": 5.0}
    (said,) = record_words.moved(record(moved=[row]), case)
    assert name not in said
    assert said.endswith(": higher, middle 80 after 60")
    document = fabricated_document()
    document["plans"]["alpha"]["learnt"]["club"]["breach:north"]["moved"] = [row]
    told = learning_words.moved(document, "alpha", "club", case)
    assert told.startswith("Of the numbers it would think higher: ")
    assert learning_words.moved(fabricated_document(), "alpha", "club", case) == ""
