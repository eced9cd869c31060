"""Plain values and sentences for every front end: named tuples of str, float, int and bool, already through the fog.

All take a session (its first world is shown) and a seat; ``seat`` None is an observer. Texts come from
``assets/text``; numbers keep their unit and come with a ``text`` that is ready to be shown.
"""

from __future__ import annotations

from game.views.aftermath import aftermath
from game.views.asked import crises_view, occasions_view
from game.views.bar import top_bar
from game.views.bargaining import deal_view
from game.views.codex import codex, entries, search
from game.views.desk import bill, doctrines_view, objection_text, order_form, stance_orders, stance_rows
from game.views.dossier import dossier
from game.views.drafting import deal_templates, draft_of
from game.views.due import what_lands
from game.views.ends import ending_tests, ending_view, history, standing
from game.views.foretold import question_view, score_text
from game.views.headlines import headlines
from game.views.looking_back import looking_back
from game.views.maps import MODES, map_mode
from game.views.news import ledger, report
from game.views.offered import left_view, offers_view, sounding_view
from game.views.own import failures_told, strategy_name
from game.views.scene import Scene, name_of
from game.views.telling import told

__all__ = [
    "MODES",
    "Scene",
    "aftermath",
    "bill",
    "codex",
    "crises_view",
    "deal_templates",
    "deal_view",
    "doctrines_view",
    "dossier",
    "draft_of",
    "ending_tests",
    "ending_view",
    "entries",
    "failures_told",
    "headlines",
    "history",
    "ledger",
    "left_view",
    "looking_back",
    "map_mode",
    "name_of",
    "objection_text",
    "occasions_view",
    "offers_view",
    "order_form",
    "question_view",
    "report",
    "score_text",
    "search",
    "sounding_view",
    "stance_orders",
    "stance_rows",
    "standing",
    "strategy_name",
    "told",
    "top_bar",
    "what_lands",
]
