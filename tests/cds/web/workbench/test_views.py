"""What stands behind the cards, for whole patients of the real knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.suppositions import supposed_from
from cds.web.workbench.patients import sample, sample_patient
from cds.web.workbench.views import view
from tests.cds.web.conftest import AT

if TYPE_CHECKING:
    from cds.services.reasoning import Reasoning
    from cds.web.workbench.views import View


def look(reasoning: Reasoning, name: str, *supposed: str) -> View:
    return view(sample_patient(sample(name), reasoning, AT), supposed_from(supposed, reasoning.knowledge), reasoning)


def test_counts_drugs_and_events_share_one_axis_of_time(reasoning: Reasoning) -> None:
    time = look(reasoning, "hit-day-7").timeline
    assert [point.value for point in time.points] == [268, 274, 236, 151, 84]
    assert [point.at for point in time.points] == sorted(point.at for point in time.points)
    assert all("×10⁹/L" in point.shown for point in time.points)
    first, second = time.drugs
    assert (first.label[:7], first.used, first.start, first.stop) == ("heparin", True, "2026-11-13T06:30:00+00:00", "")
    assert not second.used
    assert [(event.kind, event.label) for event in time.events] == [("thrombosis", "Deep vein thrombosis of left calf")]


def test_transfusions_stopped_drugs_and_bleeding_have_their_place(reasoning: Reasoning) -> None:
    leukaemia = look(reasoning, "acute-leukaemia").timeline
    assert [event.kind for event in leukaemia.events].count("transfusion") == 2
    assert [event.kind for event in leukaemia.events].count("bleeding") == 2
    drugs = look(reasoning, "linezolid-day-14").timeline.drugs
    stopped = next(drug for drug in drugs if drug.label.startswith("vancomycin"))
    assert stopped.stop.startswith("2026-11-06")


def test_the_lines_are_the_limits_of_the_knowledge(reasoning: Reasoning) -> None:
    time = look(reasoning, "child-itp").timeline
    assert [label for _, label in time.limits] == ["10", "30", "50", "100", "150"]


def test_a_count_that_is_not_relied_on_is_marked(reasoning: Reasoning) -> None:
    points = look(reasoning, "clumped-count").timeline.points
    assert [point.doubts for point in points] == ["", "not relied on"]


def test_without_anything_dated_there_is_nothing_to_draw(reasoning: Reasoning) -> None:
    time = look(reasoning, "silent").timeline
    assert (len(time.points), time.drugs, time.events) == (1, (), ())


def test_the_matrix_tells_for_against_and_unknown(reasoning: Reasoning) -> None:
    table = look(reasoning, "adult-ttp").matrix
    assert table.causes[0][0] == "ttp"
    rows = {row.finding: row for row in table.rows}
    assert rows["schistocytes"].cells[0].mark == "+++"
    assert rows["creatinine"].cells[0].side == "against"
    assert rows["blasts"].state == "unknown"
    assert {cell.side for cell in rows["blasts"].cells} <= {"unknown", ""}
    for row in table.rows:
        assert len(row.cells) == len(table.causes)
        for cell in row.cells:
            assert (cell.weight > 0) == (cell.side == "for")
            assert (cell.weight < 0) == (cell.side == "against")
            assert len(cell.mark) == (cell.steps or (cell.side == "unknown"))


def test_every_danger_of_the_cards_is_on_the_board_with_what_would_exclude_it(reasoning: Reasoning) -> None:
    shown = look(reasoning, "adult-ttp").board
    assert "ttp" in {danger.id for danger in shown.open}
    assert all(danger.tests for danger in shown.open)
    assert shown.set_aside
    assert all(danger.against for danger in shown.set_aside)
    assert not {danger.id for danger in shown.open} & {danger.id for danger in shown.set_aside}
    total = sum(cause.must_not_miss for cause in reasoning.knowledge.causes.values())
    assert len(shown.open) + len(shown.set_aside) + shown.others == total


def test_tests_say_what_they_tell_apart(reasoning: Reasoning) -> None:
    tests = look(reasoning, "hit-day-7").tests
    pf4 = next(test for test in tests if test.label.startswith("PF4"))
    assert pf4.group == "now"
    assert pf4.mandatory
    assert "HIT" in pf4.separates
    assert "hit" in pf4.cause_ids.split()


@pytest.mark.parametrize(("state", "kind"), [("present", "up"), ("absent", "down")])
def test_a_cause_that_moves_says_how_far(reasoning: Reasoning, state: str, kind: str) -> None:
    places = {place.id: place for place in look(reasoning, "child-itp", f"blasts={state}").places}
    move = next(places[cause] for cause in ("all", "aml") if cause in places).move
    assert move.kind == kind
    assert move.by > 0


def test_who_was_shown_before_stays_in_sight(reasoning: Reasoning) -> None:
    before = {place.id for place in look(reasoning, "child-itp").places}
    after = {place.id for place in look(reasoning, "child-itp", "blasts=present").places}
    ranked = {ranked.cause.id for ranked in reasoning.assess(
        sample_patient(sample("child-itp"), reasoning, AT).chart,
        supposed_from(["blasts=present"], reasoning.knowledge),
    ).causes}  # fmt: skip
    assert {cause for cause in before if cause in ranked} <= after


def test_without_a_supposition_nothing_moved(reasoning: Reasoning) -> None:
    shown = look(reasoning, "child-itp")
    assert {place.move.kind for place in shown.places} == {"same"}
    assert not shown.shift.level_changed
    assert shown.shift.fired == shown.shift.gone == ()
    assert shown.supposed == ()


def test_taking_back_a_charted_finding_is_a_supposition_too(reasoning: Reasoning) -> None:
    shown = look(reasoning, "child-meningococcal", "fever=unknown")
    assert shown.supposed == (("if.fever", "Fever: not known"),)
    assert "fever" not in {row.finding for row in shown.matrix.rows if row.state == "recorded"}


def test_the_questions_keep_their_order_while_something_is_supposed(reasoning: Reasoning) -> None:
    before = [item.finding for item in look(reasoning, "child-itp").what_if]
    after = [item.finding for item in look(reasoning, "child-itp", f"{before[1]}=unknown", "itch=yes").what_if]
    assert after == [*before, "itch"]
    assert [item.chosen for item in look(reasoning, "child-itp", "itch=yes").what_if][-1] == "present"


def test_lines_of_cards_name_the_causes_and_findings_they_speak_of(reasoning: Reasoning) -> None:
    detail = "".join(str(card.detail) for card in look(reasoning, "adult-ttp").cards)
    assert 'data-causes="ttp"' in detail
    assert "schistocytes" in detail.partition('data-findings="')[2]


def test_a_silent_chart_is_asked_for_what_would_make_it_speak(reasoning: Reasoning) -> None:
    asked = [item.finding for item in look(reasoning, "silent").what_if]
    assert asked[:2] == ["lesion_type", "platelet_count"]


def test_what_is_not_recorded_of_a_drug_is_said_so(reasoning: Reasoning) -> None:
    told = {drug.label.split()[0]: drug.told for drug in look(reasoning, "linezolid-day-14").timeline.drugs}
    assert told["linezolid"].startswith("since ")
    assert " to " in told["vancomycin"]
