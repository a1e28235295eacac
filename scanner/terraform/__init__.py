"""Terraform configurations: modules with their variables and files, evaluated as `terraform plan` would, and plans."""
