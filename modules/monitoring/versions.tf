terraform {
  required_version = ">= 1.9.0"

  required_providers {
    # The releases left out find a difference in every plan (docs/traps.md, 2026-11-28).
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0, != 6.22.0, != 6.22.1, != 6.23.0, != 6.24.0, != 6.25.0, != 6.26.0, != 6.27.0, != 6.28.0, != 6.29.0, != 6.30.0, != 6.31.0, != 6.32.0, != 6.32.1, != 6.33.0, != 6.34.0, != 6.35.0, != 6.35.1, != 6.36.0, != 6.37.0, != 6.38.0, != 6.39.0"
    }
  }
}
