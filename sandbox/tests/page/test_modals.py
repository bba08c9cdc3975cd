"""Modals: fields of every kind, errors beside them, stacks, closing."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.page.acts import message, modal, open_form, say
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e


def test_every_kind_of_field_reaches_the_app(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    form = open_form(page, "#reviews")
    form.get_by_label("Title", exact=True).fill("Everything")
    form.get_by_label("Notes", exact=True).fill("two\nlines")
    form.get_by_label("Value", exact=True).fill("3.5")
    form.get_by_label("Mail", exact=True).fill("ana@lantern.example")
    form.get_by_label("Link", exact=True).fill("https://example.com/x")
    form.get_by_label("Kind", exact=True).select_option("Flow")
    form.get_by_label("Owner", exact=True).select_option("Ben Okafor")
    form.get_by_label("Place", exact=True).select_option("#general")
    form.get_by_label("Source", exact=True).fill("sens")
    form.get_by_role("listbox").get_by_role("option", name="Sensor two").click()
    form.get_by_label("Tags", exact=True).fill("tem")
    form.get_by_label("Tags", exact=True).press("Enter")
    form.get_by_label("Watchers", exact=True).fill("chi")
    form.get_by_role("listbox").get_by_role("option", name="Chiara Rossi").click()
    form.get_by_label("Watchers", exact=True).press("Escape")
    form.get_by_label("Day", exact=True).fill("2031-02-03")
    form.get_by_label("Hour", exact=True).fill("17:45")
    form.get_by_label("Moment", exact=True).fill("2031-02-03T12:00")
    form.get_by_role("group", name="Checks").get_by_label("Pressure").check()
    form.get_by_role("radiogroup", name="Risk").get_by_label("Flow").check()
    form.get_by_label("Report", exact=True).fill("In words")
    form.get_by_label("Evidence", exact=True).set_input_files(
        {"name": "proof.md", "mimeType": "text/markdown", "buffer": b"# Proof"}
    )
    expect(form.get_by_role("button", name="Remove proof.md")).to_be_visible()
    form.get_by_role("button", name="Record", exact=True).click()
    expect(form).to_be_hidden()
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="Gauge").click()
    page.get_by_role("link", name="Messages", exact=True).click()
    told = message(page, "title: Everything")
    for line in (
        "notes: two", "value: 3.5", "mail: ana@lantern.example", "link: https://example.com/x", "kind: flow", "owner: U02BEN",
        "place: C01GEN", "talk: C02REV", "source: sensor two", "tags: ['pressure', 'temperature']", "watchers: ['U03CHI']",
        # Noon in Lisbon, which is on UTC in February.
        "day: 2031-02-03", "hour: 17:45", "moment: 1927886400", "checks: ['pressure']", "risk: flow", "report: rich_text", "evidence: ['proof.md']",
    ):  # fmt: skip
        expect(told).to_contain_text(line)


def test_initial_values_stand_in_the_fields(visit: Visit) -> None:
    page = visit("U02BEN", "C02REV")
    form = open_form(page, "#reviews")
    expect(form.get_by_label("Owner", exact=True)).to_have_value("U01ANA")
    expect(form.get_by_label("Talk", exact=True)).to_have_value("C02REV")
    expect(form.get_by_label("Day", exact=True)).to_have_value("2030-05-17")
    expect(form.get_by_label("Hour", exact=True)).to_have_value("09:30")
    expect(form.get_by_role("button", name="Remove Pressure")).to_be_visible()
    expect(form.get_by_role("radiogroup", name="Risk").get_by_label("Temperature")).to_be_checked()
    expect(form.get_by_text("0 of at least 3")).to_be_visible()


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    title, notes, value = (form.get_by_label(name, exact=True) for name in ("Title", "Notes", "Value"))
    notes.fill("Keep me")
    form.get_by_label("Kind", exact=True).select_option("Flow")
    form.get_by_role("group", name="Checks").get_by_label("Flow").check()
    form.get_by_role("button", name="Record", exact=True).click()
    expect(title).to_have_accessible_description(re.compile("required"))
    expect(title).to_be_focused()
    title.fill("wrong")
    form.get_by_role("button", name="Record", exact=True).click()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("That title is taken; choose another."))
    expect(value).to_have_accessible_description(re.compile("The value is out of range."))
    expect(title).to_have_value("wrong")
    expect(notes).to_have_value("Keep me")
    expect(form.get_by_label("Kind", exact=True)).to_have_value("flow")
    expect(form.get_by_role("group", name="Checks").get_by_label("Flow")).to_be_checked()
    title.fill("right now")
    expect(title).not_to_have_attribute("aria-invalid", "true")
    form.get_by_role("button", name="Record", exact=True).click()
    expect(form).to_be_hidden()


def test_the_same_error_is_shown_again_after_another_answer_that_is_no_better(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    title = form.get_by_label("Title", exact=True)
    for typed in ("", "   ", " \t "):
        title.fill(typed)
        expect(title).not_to_have_attribute("aria-invalid", "true")
        form.get_by_role("button", name="Record", exact=True).click()
        expect(title).to_have_attribute("aria-invalid", "true")
        expect(form.get_by_text("Please complete this required field.").first).to_be_visible()
    cancel(form)


def test_each_line_of_an_error_stands_on_a_line_of_its_own(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    form.get_by_label("Title", exact=True).fill("many")
    form.get_by_role("button", name="Record", exact=True).click()
    error = form.get_by_text("The first reason.")
    expect(error).to_be_visible()
    assert error.inner_text().splitlines() == ["The first reason.", "The second reason."]
    cancel(form)


def cancel(form: Locator) -> None:
    form.get_by_role("button", name="Cancel", exact=True).click()
    expect(form).to_be_hidden()


def test_an_update_keeps_what_was_typed_for_the_same_ids(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    form.get_by_label("Notes", exact=True).fill("Still here")
    form.get_by_label("Title", exact=True).fill("change")
    form.get_by_role("button", name="Record", exact=True).click()
    changed = modal(page, "Changed form")
    expect(changed.get_by_text("Look again.")).to_be_visible()
    expect(changed.get_by_label("Notes", exact=True)).to_have_value("Still here")
    changed.get_by_role("button", name="Cancel", exact=True).click()
    expect(changed).to_be_hidden()


def test_a_stack_goes_back_one_by_one_and_the_x_closes_all(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    form.get_by_label("Title", exact=True).fill("again")
    form.get_by_role("button", name="Record", exact=True).click()
    second = modal(page, "A second reading")
    expect(second.get_by_label("Title", exact=True)).to_have_value("")
    second.get_by_role("button", name="Back").click()
    first = modal(page, "Record a reading")
    expect(first.get_by_label("Title", exact=True)).to_have_value("again")
    first.get_by_role("button", name="Record", exact=True).click()
    modal(page, "A second reading").get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_asks_before_it_throws_typed_words_away(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    form.get_by_label("Title", exact=True).fill("Half a thought")
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Close without saving?")
    question.get_by_role("button", name="Keep editing").click()
    expect(form.get_by_label("Title", exact=True)).to_have_value("Half a thought")
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Close", exact=True).click()
    expect(form).to_be_hidden()
    expect(page.get_by_label("Message #general")).to_be_focused()
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="Gauge").click()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(message(page, "You closed the form.").last).to_be_visible()


def test_an_app_that_does_not_answer_leaves_the_modal_and_says_so(visit: Visit, held: set[str]) -> None:
    page = visit("U03CHI", "C01GEN")
    form = open_form(page)
    held.add("reading")
    form.get_by_label("Title", exact=True).fill("Nobody hears")
    form.get_by_role("button", name="Record", exact=True).click()
    expect(form.get_by_role("button", name="Record", exact=True)).to_have_attribute("aria-busy", "true")
    expect(form.get_by_role("alert")).to_contain_text("trouble connecting")
    expect(form.get_by_label("Title", exact=True)).to_have_value("Nobody hears")
    held.clear()
    form.get_by_role("button", name="Record", exact=True).click()
    expect(form).to_be_hidden()


def test_a_command_without_an_answer_is_told(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    say(page, "/reading hang")
    expect(message(page, "/reading failed with the error")).to_contain_text("Only visible to you")


def test_a_global_shortcut_opens_a_modal(visit: Visit) -> None:
    page = visit("U03CHI", "C01GEN")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="New reading").click()
    modal(page, "Record a reading").get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_open_modal_outlives_a_reload(visit: Visit) -> None:
    page = visit("U04DEV", "C01GEN")
    open_form(page)
    page.reload()
    modal(page, "Record a reading").get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_fields_that_tell_the_app_keep_words_caret_and_focus(visit: Visit) -> None:
    page = visit("U04DEV", "C01GEN")
    say(page, "/live")
    form = modal(page, "Live form")
    saying, kind = form.get_by_label("Say", exact=True), form.get_by_label("Kind", exact=True)
    saying.press_sequentially("hello")
    expect(form.get_by_text("Heard hello, no kind")).to_be_visible()
    expect(saying).to_be_focused()
    saying.press("Home")
    saying.press_sequentially("oh ")
    expect(form.get_by_text("Heard oh hello, no kind")).to_be_visible()
    expect(saying).to_have_value("oh hello")
    kind.select_option("Flow")
    page.get_by_role("dialog", name="Change the kind?").get_by_role("button", name="Leave").click()
    expect(kind).to_have_value("")
    kind.select_option("Flow")
    page.get_by_role("dialog", name="Change the kind?").get_by_role("button", name="Change").click()
    litres = form.get_by_label("Litres", exact=True)
    litres.fill("12")
    litres.press("Enter")
    expect(form.get_by_text("Heard oh hello, flow, 12.")).to_be_visible()
    expect(kind).to_have_value("flow")
    form.get_by_role("button", name="Cancel", exact=True).click()
    expect(form).to_be_hidden()
