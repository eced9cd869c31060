"""Money: revenue, cost, investment, compliance, and the treasury. Change of cash is income less spending."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array
from game.params import Params


class Books(NamedTuple):
    """A quarter's accounts [USD bn] · (firm, world)."""

    income: Breakdown
    spending: Breakdown
    compliance_share: Array


def firm_books(
    revenue: Array,
    deals_in: Array,
    deals_out: Array,
    growth: Array,
    safety: Array,
    compliance: Array,
    burden: Array,
    rescue: Array,
    subsidy: Array,
    p: Params,
) -> Books:
    """Income and spending of firms, with their causes.

    Running cost is a share of revenue; growth and safety are paid on top; compliance rises with the controls that
    bind its markets (``burden``) and with how far it goes beyond the letter. Source: filings (facts 2.1); shares
    assumed.
    """
    compliance_share = p.compliance_rate * burden * (p.compliance_letter + compliance)
    income = Breakdown.of(sales=revenue, deals=deals_in, rescue=rescue, open_weights_subsidy=subsidy)
    spending = Breakdown.of(
        running=p.running_cost * revenue,
        growth=growth * revenue,
        safety=p.safety_cost * safety * revenue,
        compliance=compliance_share * revenue,
        deals=deals_out,
    )
    return Books(income, spending, compliance_share)


def nation_books(
    gdp: Array,
    levies: Array,
    deals_in: Array,
    deals_out: Array,
    packages: Array,
    support_open: Array,
    rescues: Array,
    p: Params,
) -> tuple[Breakdown, Breakdown]:
    """Income and spending of the treasury for AI policy [USD bn] · (nation seat, world), with causes."""
    income = Breakdown.of(appropriation=p.treasury_rate * gdp, levies=levies, deals=deals_in)
    spending = Breakdown.of(
        programmes=p.programme_rate * gdp,
        packages=packages,
        open_weights=support_open,
        rescues=rescues,
        deals=deals_out,
    )
    return income, spending


def runway(cash: Array, income: Array, spending: Array, p: Params) -> Array:
    """Quarters until the money is gone · as given; ``runway_long`` where nothing is burned.

    >>> from types import SimpleNamespace
    >>> a = np.array
    >>> runway(a([4.0]), a([1.0]), a([3.0]), SimpleNamespace(runway_long=40.0)).tolist()
    [2.0]
    """
    burn = spending - income
    quarters = np.divide(cash, burn, out=np.full_like(burn, np.inf), where=burn > 0)
    return np.minimum(np.maximum(quarters, 0), p.runway_long)
