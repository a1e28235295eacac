"""The HashiCorp configuration language as Terraform 1.11 evaluates it: text to syntax trees, trees to values."""
