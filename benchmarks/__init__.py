"""What is measured of Filon, and with which commands; the documents take their figures here."""
