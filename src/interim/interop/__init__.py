"""Other tools' formats: negotiation domains and profiles, extensive-form games."""
