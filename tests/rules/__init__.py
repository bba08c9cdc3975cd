"""The tests of the pure rules: by example, and by Hypothesis where examples would miss a corner."""
