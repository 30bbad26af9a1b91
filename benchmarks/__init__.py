"""What Ebbtide costs, beside what no assessment can avoid.

Here live a seeded generator of measurements, the floor, and the runs that set Ebbtide beside the floor and beside
another tool. No test reads a clock: what these programs print are ratios taken within one run on one machine.
"""
