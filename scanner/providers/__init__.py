"""Resources of Terraform that are objects of another system: those of the Kubernetes providers.

`kinds` has the tables, `names` the rule by which the provider names fields, `objects` makes the objects, `written`
reads those that a resource holds as they are, and `places` leads from their fields back to the attributes.
"""
