"""Documents and sheets in: text at its locators, which file is which document, sheets, verification."""
