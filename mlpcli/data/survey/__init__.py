"""Surveys: what stands in the columns of a table that nobody has described yet.

| file | what it knows |
|---|---|
| profile | how many cells are empty, how many values there are, how they lie |
| role | what a column is, by its profile: number, code, category, identifier, ... |
| scales | words that are steps: low, medium, high |
| naming | what the name of a column says |
| target | what kind of prediction a column asks for |
| power | how much a column alone tells of the target |
"""

from __future__ import annotations

from mlpcli.data.survey.power import Power, power_over
from mlpcli.data.survey.profile import Profile, profiles
from mlpcli.data.survey.role import Role, role_of
from mlpcli.data.survey.target import Target, target_of

__all__ = ["Power", "Profile", "Role", "Target", "power_over", "profiles", "role_of", "target_of"]
