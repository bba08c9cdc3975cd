"""The addresses that are served: Slack's, the control API's, the consent page's and the page's."""
