-- message: Keep the totals of orders
-- revision: b37c9e50f1a8
-- down_revision: 6f08b1d24c7e

-- upgrade
CREATE TRIGGER order_total AFTER INSERT ON order_lines FOR EACH ROW BEGIN
    UPDATE orders SET total = total + NEW.amount WHERE id = NEW.order_id;
END;

-- upgrade: postgresql
CREATE FUNCTION add_to_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders SET total = total + NEW.amount WHERE id = NEW.order_id;
    RETURN NEW;
END;
$$;
CREATE TRIGGER order_total AFTER INSERT ON order_lines
    FOR EACH ROW EXECUTE FUNCTION add_to_order();

-- downgrade
DROP TRIGGER order_total;

-- downgrade: postgresql
DROP TRIGGER order_total ON order_lines;
DROP FUNCTION add_to_order();
