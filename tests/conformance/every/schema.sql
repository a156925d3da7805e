-- A parking lot's own software, as plain as it can be, that knows every fact of the standard: its tables have their own words,
-- money in fen, kinds as letters. What a brand does in a program a trigger does here: its gate controller and its booth.
CREATE TABLE lot (spaces INTEGER, grace INTEGER);
INSERT INTO lot VALUES (300, 15);

CREATE TABLE entries (id INTEGER PRIMARY KEY, stay TEXT, plate TEXT, kind TEXT DEFAULT 'T', colour TEXT DEFAULT '蓝',
                      lane TEXT DEFAULT 'E1', at TEXT, attendant TEXT DEFAULT '王芳', small TEXT, big TEXT);
CREATE TABLE corrections (id INTEGER PRIMARY KEY, stay TEXT, plate TEXT, kind TEXT DEFAULT 'T', colour TEXT DEFAULT '蓝',
                          lane_in TEXT DEFAULT 'E1', lane_out TEXT DEFAULT '', entered TEXT, minutes INTEGER DEFAULT 0,
                          attendant TEXT DEFAULT '王芳');
CREATE TABLE exits (id INTEGER PRIMARY KEY, stay TEXT, plate TEXT, kind TEXT DEFAULT 'T', kind_out TEXT DEFAULT 'T',
                    colour TEXT DEFAULT '蓝', lane_in TEXT DEFAULT 'E1', lane_out TEXT DEFAULT 'X1', entered TEXT, at TEXT,
                    minutes INTEGER DEFAULT 90, charged INTEGER DEFAULT 1, fee INTEGER DEFAULT 1050, waived INTEGER DEFAULT 50,
                    paid INTEGER DEFAULT 1000, how TEXT DEFAULT '正常收费', attendant TEXT DEFAULT '李强', small TEXT, big TEXT);
CREATE TABLE bills (id INTEGER PRIMARY KEY, stay TEXT, plate TEXT, kind TEXT, lane_in TEXT, lane_out TEXT, entered TEXT, at TEXT,
                    fee INTEGER, waived INTEGER, paid INTEGER,
                    cash_number TEXT, cash INTEGER, cash_at TEXT, app_number TEXT, app INTEGER, app_at TEXT, cashier TEXT);

CREATE TABLE shifts (id INTEGER PRIMARY KEY, account TEXT, name TEXT, kind TEXT, lane TEXT, began TEXT, ended TEXT,
                     count INTEGER, cash INTEGER, vouchers INTEGER, vouchers_worth INTEGER, told TEXT);
CREATE TABLE days (id INTEGER PRIMARY KEY, day TEXT, count INTEGER, fee INTEGER, paid INTEGER, waived INTEGER, closed TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, number TEXT UNIQUE, plate TEXT, kind TEXT, colour TEXT, price INTEGER, begins TEXT,
                    ends TEXT, sold_by TEXT, sold TEXT, state INTEGER);
CREATE TABLE products (id INTEGER PRIMARY KEY, number TEXT, name TEXT, kind TEXT, price INTEGER, months INTEGER, begins TEXT,
                       ends TEXT, on_sale INTEGER, changed_by TEXT, changed TEXT);
CREATE TABLE hand_openings (id INTEGER PRIMARY KEY, lane TEXT, way TEXT, plate TEXT, at TEXT, means INTEGER, attendant TEXT);
CREATE TABLE devices (id INTEGER PRIMARY KEY, code TEXT, name TEXT, online INTEGER, kind INTEGER, station TEXT, door INTEGER, at TEXT,
                      change INTEGER);
CREATE TABLE computers (id INTEGER PRIMARY KEY, name TEXT, online INTEGER, at TEXT, change INTEGER);
CREATE TABLE lanes (id INTEGER PRIMARY KEY, station TEXT, name TEXT, code TEXT, door INTEGER, outer INTEGER, change INTEGER);
-- A driver without a plate pressed the button at the lane: the lot itself asks the cloud (the tables' form of 15 and 16), and
-- opens the gate when the cloud has answered.
CREATE TABLE scans (id INTEGER PRIMARY KEY, way TEXT, stay TEXT, plate TEXT, lane TEXT, entered TEXT, at TEXT, fee INTEGER,
                    pressed TEXT DEFAULT (datetime('now', 'localtime')), state TEXT DEFAULT 'asked', words TEXT);
CREATE TRIGGER let_pass AFTER UPDATE OF state ON scans WHEN new.state = 'answered' BEGIN
  INSERT INTO gate_orders (gate, action, request) VALUES (new.lane, 'open', 'scan ' || new.id);
END;
-- A car stands at the exit: may the fee be taken from the driver's account? And is a car a member at all?
CREATE TABLE deductions (id INTEGER PRIMARY KEY, stay TEXT, plate TEXT, entered TEXT, fee INTEGER,
                         at TEXT DEFAULT (datetime('now', 'localtime')), state TEXT DEFAULT 'asked', number TEXT, reason INTEGER,
                         words TEXT);
CREATE TABLE member_checks (id INTEGER PRIMARY KEY, plate TEXT, colour TEXT DEFAULT '', state TEXT DEFAULT 'asked', vip INTEGER,
                            auto_pay INTEGER, words TEXT);

CREATE TABLE fees (stay TEXT PRIMARY KEY, due INTEGER, waived INTEGER DEFAULT 0, paid INTEGER DEFAULT 0);
CREATE TRIGGER scanned_in AFTER INSERT ON entries WHEN new.attendant = '云平台' BEGIN
  INSERT OR IGNORE INTO fees (stay, due) VALUES (new.stay, 500);
END;
CREATE TABLE payments (number TEXT PRIMARY KEY, stay TEXT, fen INTEGER, phone TEXT, way TEXT);
CREATE TRIGGER paid AFTER INSERT ON payments BEGIN
  UPDATE fees SET paid = paid + new.fen WHERE stay = new.stay;
END;

CREATE TABLE gates (code TEXT PRIMARY KEY, state TEXT DEFAULT 'closed', obeys INTEGER DEFAULT 1, moves INTEGER DEFAULT 0);
INSERT INTO gates (code, obeys) VALUES ('G1', 1), ('E1', 1), ('X1', 1), ('broken', 0);
CREATE TABLE gate_orders (id INTEGER PRIMARY KEY, gate TEXT, action TEXT, request TEXT, status TEXT DEFAULT 'asked');
CREATE TRIGGER gate_moves AFTER INSERT ON gate_orders WHEN (SELECT obeys FROM gates WHERE code = new.gate) = 1 BEGIN
  UPDATE gates SET state = new.action, moves = moves + 1 WHERE code = new.gate;
  UPDATE gate_orders SET status = 'moved' WHERE id = new.id;
END;

-- Cars without a plate that stand at the exit and have not paid yet. The payment opens the gate.
CREATE TABLE prompts (id INTEGER PRIMARY KEY, stay TEXT, lane TEXT, words TEXT);
CREATE TABLE at_exit (stay TEXT PRIMARY KEY, plate TEXT, lane TEXT, at TEXT);
CREATE TRIGGER paid_at_exit AFTER UPDATE OF paid ON fees
WHEN new.paid >= new.due - new.waived AND EXISTS (SELECT 1 FROM at_exit a WHERE a.stay = new.stay) BEGIN
  INSERT INTO exits (stay, plate, lane_out, entered, at, fee, waived, paid)
    SELECT a.stay, a.plate, a.lane, e.at, a.at, new.due, new.waived, new.paid FROM at_exit a JOIN entries e ON e.stay = a.stay
    WHERE a.stay = new.stay;
  INSERT INTO gate_orders (gate, action, request) SELECT lane, 'open', 'paid ' || stay FROM at_exit WHERE stay = new.stay;
  DELETE FROM at_exit WHERE stay = new.stay;
END;

CREATE TABLE blacklist (plate TEXT PRIMARY KEY, reason TEXT, owes INTEGER, settled TEXT, source TEXT);
CREATE TABLE members (plate TEXT PRIMARY KEY, colour TEXT, auto_pay INTEGER);
