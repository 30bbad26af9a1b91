"""What trials derive from responses: best responses, response parameters, rates, and times to events.

Lives here: the rules of best response and confirmation, the endpoints and their censoring, each under named
options. Does not live here: any rule of a time point (`criteria`), any pattern (`patterns`), any statistic
(`statistics`), any file (`formats`, `workflow`).
"""
