"""`make fuzz`: what reads what anybody may send is tried by a fuzzer that looks for new ways through the code."""
