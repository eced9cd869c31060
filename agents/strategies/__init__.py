"""The roster: every strategy by name, one explicit line each."""

from __future__ import annotations

from agents.strategies.base import Hold, Strategy
from agents.strategies.cautious_regulator import CautiousRegulator
from agents.strategies.closed_frontier import ClosedFrontier
from agents.strategies.compliant_cloud import CompliantCloud
from agents.strategies.free_rider import FreeRider
from agents.strategies.hardware_salesman import HardwareSalesman
from agents.strategies.hedger import Hedger
from agents.strategies.multilateralist import Multilateralist
from agents.strategies.open_challenger import OpenChallenger
from agents.strategies.open_commons import OpenCommons
from agents.strategies.pragmatist import Pragmatist
from agents.strategies.random_policy import RandomPolicy
from agents.strategies.reciprocator import Reciprocator
from agents.strategies.safety_first import SafetyFirst
from agents.strategies.salesman import Salesman
from agents.strategies.state_champion import StateChampion
from agents.strategies.techno_nationalist import TechnoNationalist

ROSTER: dict[str, Strategy] = {
    "hold": Hold(),
    "random_policy": RandomPolicy(),
    "techno_nationalist": TechnoNationalist(),
    "pragmatist": Pragmatist(),
    "multilateralist": Multilateralist(),
    "reciprocator": Reciprocator(),
    "open_commons": OpenCommons(),
    "free_rider": FreeRider(),
    "salesman": Salesman(),
    "hedger": Hedger(),
    "cautious_regulator": CautiousRegulator(),
    "closed_frontier": ClosedFrontier(),
    "open_challenger": OpenChallenger(),
    "hardware_salesman": HardwareSalesman(),
    "compliant_cloud": CompliantCloud(),
    "state_champion": StateChampion(),
    "safety_first": SafetyFirst(),
}
