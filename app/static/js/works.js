/** The script has come: what it alone can hear may be tapped, and nothing says that the page is not whole. */
document.documentElement.classList.add("works");
