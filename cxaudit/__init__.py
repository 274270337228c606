"""cxaudit: the CX Data Maturity Audit of asset managers."""
