"""Figures about marks: how well markers agree, how questions and a whole quiz have measured. Pure."""

from marking.statistics.agreement import exact_agreement, mean_difference, quadratic_weighted_kappa
from marking.statistics.items import (
    ENOUGH_FOR_DISCRIMINATION,
    ENOUGH_FOR_FACILITY,
    ENOUGH_FOR_RELIABILITY,
    cronbach_alpha,
    facility,
    item_rest_correlation,
    standard_error,
)
from marking.statistics.spread import Bar, Spread, distribution, quartiles

__all__ = [
    "ENOUGH_FOR_DISCRIMINATION",
    "ENOUGH_FOR_FACILITY",
    "ENOUGH_FOR_RELIABILITY",
    "Bar",
    "Spread",
    "cronbach_alpha",
    "distribution",
    "exact_agreement",
    "facility",
    "item_rest_correlation",
    "mean_difference",
    "quadratic_weighted_kappa",
    "quartiles",
    "standard_error",
]
