"""A crowd that is played purchase by purchase into a raise as it stands."""
