-- message: Orders and their lines
-- revision: 6f08b1d24c7e
-- down_revision: 1d5e0a7c93b2

-- upgrade
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    total NUMERIC(12, 2) DEFAULT 0 NOT NULL
);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    line_number INTEGER NOT NULL,
    amount NUMERIC(12, 2) NOT NULL,
    PRIMARY KEY (order_id, line_number)
);

-- downgrade
DROP TABLE order_lines;
DROP TABLE orders;
