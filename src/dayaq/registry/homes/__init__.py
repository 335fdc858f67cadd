"""What the actions on households share: memberships written and closed, members placed under a head."""
