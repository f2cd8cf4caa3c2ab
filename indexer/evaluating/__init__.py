"""Judges a snapshot by questions with known answers: one module for each thing that is judged.

cases -> judging (every wording asked once) -> ranking, answers, refusals, calibration, robustness, latency
      -> comparing with the snapshot in service -> report
"""
