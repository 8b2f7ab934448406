"""What is measured of Filon, and with which commands; every figure of the documents comes from here."""
