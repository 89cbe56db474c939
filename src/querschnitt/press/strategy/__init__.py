"""What goes from the strategy to council, print and agency: values in, DOCX, PDF and ZIP out."""
