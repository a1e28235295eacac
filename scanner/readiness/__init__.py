"""What follows from the items of a checklist and from what people sign: gates, levels, the decision."""
