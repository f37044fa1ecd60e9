"""The programming interface: what everyone may read, as OParl 1.1 has it (docs/adr/0050)."""
