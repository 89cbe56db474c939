"""The roof: settings, addresses, base templates, design tokens, the embedded server. No domain word in here."""
