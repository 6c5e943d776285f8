"""The words everyone shares: periods, agencies, measures, quantities, the indicator catalogue. No output."""
