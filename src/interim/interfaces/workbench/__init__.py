"""The workbench: a case in the browser, to change a clause and see what that does."""
