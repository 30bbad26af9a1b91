"""The step of iRECIST: unconfirmed progression followed until it is confirmed or the bar is reset.

Until the first progression everything equals RECIST 1.1. A progression opens an episode
with references for each category (targets, non-targets, new lesions); later scans confirm
it, leave it open, cannot tell, or reset the bar.
"""

from ebbtide.criteria.parts.episode.machine import step
from ebbtide.criteria.parts.episode.resetting import RESET_OFF
from ebbtide.criteria.parts.episode.states import begin

__all__ = ["RESET_OFF", "begin", "step"]
