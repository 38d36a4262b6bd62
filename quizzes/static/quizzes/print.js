/* A page that is meant for paper: a button to print it. */

const button = document.getElementById("print");
button.hidden = false;
button.onclick = () => window.print();
