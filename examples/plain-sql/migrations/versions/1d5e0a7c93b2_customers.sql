-- message: Customers
-- revision: 1d5e0a7c93b2
-- down_revision: none

-- upgrade
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    email VARCHAR(200) NOT NULL
);

-- Nobody has the same address twice.
CREATE UNIQUE INDEX ux_customers_email ON customers (email);

-- downgrade
DROP TABLE customers;
