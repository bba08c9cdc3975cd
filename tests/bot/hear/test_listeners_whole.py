"""From a proposal to production as people do it, over both deliveries and on both databases."""

from rules.experiments.experiment import Stage
from tests.bot.lab import Lab, walking


def propose(lab: Lab) -> None:
    ana = lab.person("ana")
    ana.type("/experiment propose", channel="reviews")
    ana.fill("Title", "Smaller router model")
    ana.fill("Hypothesis", "If we route with a smaller model, then answers come faster.")
    ana.fill("Success metrics", "accuracy >= 0.92 (now 0.88)")
    ana.fill("Target date", "2026-06-30")
    assert ana.submit()["ok"]
    ana.sees("EXP-1", channel="reviews")


def test_people_bring_an_experiment_to_production(any_lab: Lab) -> None:
    lab = any_lab
    ana, ben, clara, david = lab.people("ana", "ben", "clara", "david")
    with walking(lab):
        propose(lab)
        ana.type("/experiment start EXP-1", channel="reviews")
        ana.type("/experiment metric EXP-1 accuracy 0.94", channel="reviews")
        ana.type("/experiment submit EXP-1", channel="reviews")
        ana.click("More")
        for label in ("Model", "Safety evaluation", "Cost projection", "Rollback plan"):
            ana.fill(label, f"registry/{label}")
        ana.fill("Documentation", "https://docs.example/router")
        ana.fill("Monthly cost", "900")
        ana.fill("Monthly budget", "1200")
        assert ana.submit()["ok"]
        ana.sees("Review of EXP-1, revision 1", channel="reviews")
        for person, kind in ((ben, "technical"), (clara, "ethics"), (david, "business")):
            person.click(f"Approve the {kind} review of EXP-1", channel="reviews")
        ana.sees("The board has approved revision 1 of EXP-1", channel="reviews")
        ana.type("/experiment promote EXP-1", channel="reviews")
        ana.fill("Service", "router")
        ana.fill("accuracy", "avg(router_accuracy)")
        assert ana.submit()["ok"]
        for name, seat in (("eva", "technical lead"), ("felix", "product owner"), ("greta", "security")):
            lab.person(name).click(f"Approve as {seat}", channel="reviews")
        lab.sandbox.keeper.wait_for_traffic("files.completeUploadExternal")
    assert lab.experiment().stage is Stage.IN_PRODUCTION
