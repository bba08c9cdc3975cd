"""Where the messages of an experiment stand in Slack, and which requests were carried out."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from store.tables import PostingKind, PostingRow


@dataclass(frozen=True, slots=True)
class Posting:
    """One message in Slack: its channel, its time stamp, which is its identity there, and its permalink."""

    channel: str
    ts: str
    link: str = ""


def find(session: Session, experiment: int, kind: PostingKind, ordinal: int = 0) -> Posting | None:
    """Return where a message of an experiment stands, if it was posted."""
    row = session.exec(
        select(PostingRow).where(
            PostingRow.experiment == experiment, PostingRow.kind == kind, PostingRow.ordinal == ordinal
        )
    ).one_or_none()
    return Posting(row.channel, row.ts, row.link) if row else None


def keep_posting(
    session: Session, experiment: int, kind: PostingKind, ordinal: int, posting: Posting
) -> None:
    """Keep where a message of an experiment stands."""
    session.merge(
        PostingRow(
            workspace=session.info["workspace"],
            experiment=experiment,
            kind=kind,
            ordinal=ordinal,
            channel=posting.channel,
            ts=posting.ts,
            link=posting.link,
        )
    )


def card_links(session: Session, experiments: list[int]) -> dict[int, str]:
    """Return the permalinks of the cards of these experiments."""
    rows = session.exec(
        select(PostingRow).where(
            PostingRow.kind == PostingKind.CARD, col(PostingRow.experiment).in_(experiments)
        )
    )
    return {row.experiment: row.link for row in rows if row.link}
