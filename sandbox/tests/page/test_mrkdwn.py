"""Slack's formatting, case by case, as the page's own module draws it."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e

MRKDWN = {
    # Marks work around words, not inside of them, and never over a line's end.
    "*bold* and _italics_ and ~gone~": "<strong>bold</strong> and <em>italics</em> and <s>gone</s>",
    "snake_case_name": "snake_case_name",
    "2 * 3 * 4": "2 * 3 * 4",
    "a*b*c": "a*b*c",
    "* not bold *": "* not bold *",
    "*not\nbold*": "*not<br>bold*",
    "(*bold*), *bold*.": "(<strong>bold</strong>), <strong>bold</strong>.",
    "*_both_*": "<strong><em>both</em></strong>",
    "**": "**",
    "*a": "*a",
    # In code nothing is formatted, entities aside.
    "`*x* &lt;b&gt;`": "<code>*x* &lt;b&gt;</code>",
    "*a `*` b*": "<strong>a <code>*</code> b</strong>",
    "```a *b*\n  c```": '<pre class="code-block">a *b*\n  c</pre>',
    "before\n```x```\nafter": 'before<pre class="code-block">x</pre>after',
    # Only three entities exist, and they are read once.
    "&lt;b&gt; &amp; &amp;lt; &quot;": "&lt;b&gt; &amp; &amp;lt; &amp;quot;",
    "<b>x</b>": "&lt;b&gt;x&lt;/b&gt;",
    # Quotes.
    "&gt; one\n&gt; *two*\nthree": "<blockquote>one<br><strong>two</strong></blockquote>three",
    "&gt;&gt;&gt; one\n\ntwo": "<blockquote>one<br><br>two</blockquote>",
    "a &gt; b": "a &gt; b",
    # Lists are only typed characters in mrkdwn.
    "• one\n- two\n1. three": "• one<br>- two<br>1. three",
    # Mentions, by the names of this workspace.
    "<@U01ANA>": '<span class="mention me" title="Product manager">@Ana Silva</span>',
    "<@U99GONE|zoe>": '<span class="mention">@zoe</span>',
    "<#C02REV>": '<a class="mention" href="#/U01ANA/C02REV">#reviews</a>',
    "<#C0UNKNOWN|plans>": '<span class="mention">#plans</span>',
    "<!here> <!channel>": '<span class="mention me">@here</span> <span class="mention me">@channel</span>',
    "<!subteam^S01|@experts>": '<span class="mention">@experts</span>',
    # Dates fall back to their words when they cannot be read.
    "<!date^zero^{date}|one day>": "one day",
    "<!date^1392734382^{nonsense}|one day>": "one day",
    # What looks like a token and is none, stays.
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "a < b > c": "a &lt; b &gt; c",
    ":no_such_emoji: at 10:30:45": ":no_such_emoji: at 10:30:45",
}

# Texts alone: what is around them (links, times) would repeat too much of the page.
WORDS = {
    "<https://example.com/?a=1&amp;b=2|see *here*>": "see *here*",
    "<https://example.com/?a=1&amp;b=2>": "https://example.com/?a=1&b=2",
    "<mailto:ana@example.com>": "ana@example.com",
    "see https://example.com/x.": "see https://example.com/x.",
    "<!date^1392734382^{date_num} {time_secs}|x>": "2014-02-18 2:39:42 PM",
    "<!date^1392734382^{date}|x>": "February 18th, 2014",
    "<!date^1392734382^{date_short}|x>": "Feb 18, 2014",
    "<!date^1392734382^{date_long}|x>": "Tuesday, February 18th, 2014",
    "<!date^1392734382^posted {date_pretty}|x>": "Posted February 18th, 2014",
    ":tada::+1:": "🎉👍",
}

MARKDOWN = {
    "# Title": '<div class="heading level-1" role="heading" aria-level="3">Title</div>',
    "**b** *i* _i_ ~~s~~ `c`": "<p><strong>b</strong> <em>i</em> <em>i</em> <s>s</s> <code>c</code></p>",
    "snake_case and 2*3*4": "<p>snake_case and 2<em>3</em>4</p>",
    "- a\n- b\n  - c": "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "> q\n> r": "<blockquote><p>q<br>r</p></blockquote>",
    "```py\n<b>\n```": '<pre class="code-block">&lt;b&gt;</pre>',
    "[x](javascript:alert(1))": "<p><span>x</span>)</p>",
    "\\*no\\*": "<p>*no*</p>",
    "---": "<hr>",
}

DRAW = """async ([module, name, sources]) => {
  const draw = (await import(module))[name];
  return sources.map((source) => {
    const box = document.createElement('div');
    box.append(draw(source));
    return [box.innerHTML, box.textContent];
  });
}"""


def test_mrkdwn_and_markdown_are_drawn_as_slack_draws_them(visit: Visit) -> None:
    page = visit("U01ANA", "C01GEN")
    expect(page.get_by_role("heading", name="#general", level=1)).to_be_visible()
    drawn = page.evaluate(DRAW, ["/page/text/mrkdwn.js", "mrkdwn", [*MRKDWN, *WORDS]])
    shown = {source: markup for source, (markup, _) in zip(MRKDWN, drawn, strict=False)}
    assert shown == MRKDWN
    words = {source: text for source, (_, text) in zip(WORDS, drawn[len(MRKDWN) :], strict=True)}
    assert words == WORDS
    drawn = page.evaluate(DRAW, ["/page/text/markdown.js", "markdown", list(MARKDOWN)])
    inside = {
        source: markup[len('<div class="markdown">') : -len("</div>")]
        for source, (markup, _) in zip(MARKDOWN, drawn, strict=True)
    }
    assert inside == MARKDOWN
