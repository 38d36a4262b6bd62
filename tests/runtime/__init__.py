"""What the tests run on: a broker, a database server, a worker, a site and a browser, all real and all ours."""
