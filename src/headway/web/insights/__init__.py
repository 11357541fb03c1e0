"""Insights: the team's library of claims about customers' business."""
