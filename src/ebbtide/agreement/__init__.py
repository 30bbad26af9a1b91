"""Agreement: readers set against each other, and what was reported against what is computed.

Lives here: which calls differ, how often, why, and which cases an adjudicator should see. Does not
live here: any response (`assessment`), any endpoint (`endpoints`), any statistic (`statistics`).
"""

from __future__ import annotations

from ebbtide.agreement.compared import Compared

__all__ = ["Compared"]
