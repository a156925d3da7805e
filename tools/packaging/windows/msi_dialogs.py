#!/usr/bin/env python3
"""The dialogs of the MSI as statements for msibuild, one a line: wixl has no words for them. Chinese where the user's Windows is, else English.

Every text is a property; on a Chinese Windows an action gives it its Chinese words before the first dialog comes.
Measures are the Installer's: a twelfth of the height of the system's letters.
"""

# The Installer's numbers for what may be set in one sum.
SHOWN = 1 + 2
MODAL, MODELESS, OF_ERRORS = 1 + 2 + 4, 1 + 4, 1 + 2 + 65536
PLAIN_TEXT = SHOWN + 65536 + 131072  # what is behind shows through; & is no shortcut
BAR = 1 + 65536
WIDTH, HEIGHT, MARGIN = 370, 230, 20
SET_PROPERTY = 51
CHINESE = "UserLanguageID=2052 OR UserLanguageID=4100"

WORDS = {
    "TEXT_TITLE": ("Setup", "安装"),
    "TEXT_WELCOME": (
        "The service is set up and starts as soon as the first lot is described.",
        "将安装服务；配置好第一个停车场后服务即可启动。",
    ),
    "TEXT_PROGRAM": ("Program folder", "程序文件夹"),
    "TEXT_DATA": (
        "Data folder for LotBridge alone, on a local disk: settings, secrets and stored messages. It stays when the program goes; one of an "
        "earlier installation is taken as it is.",
        "数据文件夹（本地磁盘，供泊桥专用）：存放设置、密钥和已保存的消息。卸载程序时默认保留；以前安装留下的文件夹原样使用。",
    ),
    "TEXT_INSTALLED": (
        "LotBridge is installed. Repair puts the files of the program back and starts the service.",
        "泊桥已安装。修复会恢复程序文件并启动服务。",
    ),
    "TEXT_PURGE": (
        "When removing: also settings, secrets and all stored messages, even those that the cloud does not have yet",
        "卸载时同时删除设置、密钥和所有已保存的消息（包括尚未上报云平台的）",
    ),
    "TEXT_WAIT": ("This takes up to a minute.", "请稍候，最多需要一分钟。"),
    "TEXT_SURE": ("Break off and take back what was done?", "是否中止并撤销已做的更改？"),
    "TEXT_DONE": (
        "Done. In the data folder describe the lot, its cloud and its software in a file of lots. Then start LotBridge in the start menu as "
        "administrator: lotbridge check, lotbridge service start. What was done stands in install.log there.",
        "已完成。请在数据文件夹的 lots 下为停车场写一个文件（停车场、云平台、停车软件），然后以管理员身份运行开始菜单中的 LotBridge：lotbridge check，"
        "lotbridge service start。安装过程见其中的 install.log。",
    ),
    "TEXT_REMOVED": ("LotBridge is removed.", "泊桥已卸载。"),
    "TEXT_STOPPED": ("Nothing was changed.", "未做任何更改。"),
    "TEXT_FAILED": (
        "It did not succeed and was taken back. The data folder must be new, empty, or of an earlier installation; any other reason is at the "
        "end of install.log in it.",
        "操作未成功，已撤销。数据文件夹必须是新的、空的或以前安装留下的；其他原因见其中 install.log 的末尾。",
    ),
    "TEXT_DOWNGRADE": (
        "A newer version of LotBridge is installed; uninstall it first. Settings and stored messages stay.",
        "已安装更新版本的泊桥，请先将其卸载。设置和已保存的消息会保留。",
    ),
    "TEXT_SETUP_EXE": (
        "LotBridge was installed by setup.exe: update it by that, or uninstall it first. Settings and stored messages stay.",
        "泊桥是用 setup.exe 安装的：请用 setup.exe 升级，或先将其卸载。设置和已保存的消息会保留。",
    ),
    "BUTTON_INSTALL": ("&Install", "安装(&I)"),
    "BUTTON_REPAIR": ("&Repair", "修复(&R)"),
    "BUTTON_REMOVE": ("Re&move", "卸载(&M)"),
    "BUTTON_CANCEL": ("&Cancel", "取消(&C)"),
    "BUTTON_CLOSE": ("&Close", "关闭(&C)"),
    "BUTTON_OK": ("&OK", "确定(&O)"),
    "BUTTON_YES": ("&Yes", "是(&Y)"),
    "BUTTON_NO": ("&No", "否(&N)"),
    "BUTTON_RETRY": ("&Retry", "重试(&R)"),
    "BUTTON_IGNORE": ("&Ignore", "忽略(&I)"),
    "BUTTON_ABORT": ("&Abort", "中止(&A)"),
}

TABLES = {
    "Dialog": "Dialog:72* HCentering:# VCentering:# Width:# Height:# Attributes:## Title:128 Control_First:50 Control_Default:50? Control_Cancel:50?",
    "Control": "Dialog_:72* Control:50* Type:20 X:# Y:# Width:# Height:# Attributes:## Property:50? Text:0? Control_Next:50? Help:50?",
    "ControlEvent": "Dialog_:72* Control_:50* Event:50* Argument:255* Condition:255*? Ordering:#?",
    "EventMapping": "Dialog_:72* Control_:50* Event:50* Attribute:50",
    "TextStyle": "TextStyle:72* FaceName:32 Size:# Color:##? StyleBits:#?",
    "CheckBox": "Property:72* Value:64?",
}


def insert(table, **row):
    names = ", ".join(f"`{name}`" for name in row)
    values = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in row.values())
    print(f"INSERT INTO `{table}` ({names}) VALUES ({values})")


def create(table, columns):
    """name:length, # a short number, ## a long one; * of the key, ? may be empty."""
    definitions, keys = [], []
    for column in columns.split():
        name, kind = column.split(":")
        size = kind.strip("*?")
        words = {"#": "SHORT", "##": "LONG"}.get(size, f"CHAR({size})")
        definitions.append(f"`{name}` {words}" + ("" if "?" in kind else " NOT NULL"))
        if "*" in kind:
            keys.append(f"`{name}`")
    print(f"CREATE TABLE `{table}` ({', '.join(definitions)} PRIMARY KEY {', '.join(keys)})")


class Dialog:
    """The rightmost button is what Escape presses, the leftmost what Return does unless another is the default."""

    def __init__(self, name, attributes=MODAL, sequence=None, condition="", height=HEIGHT):
        self.name, self.attributes, self.height = name, attributes, height
        self.controls, self.tabs, self.y = [], [], MARGIN
        self.buttons = []
        if sequence:
            insert("InstallUISequence", Action=name, **({"Condition": condition} if condition else {}), Sequence=sequence)

    def add(self, control, kind, height, attributes=SHOWN, x=MARGIN, y=None, width=WIDTH - 2 * MARGIN, **more):
        self.controls.append(dict(Dialog_=self.name, Control=control, Type=kind, X=x, Y=self.y if y is None else y, Width=width,
                                  Height=height, Attributes=attributes, **more))  # fmt: skip
        if y is None:
            self.y += height + 4

    def title(self):
        self.add("Title", "Text", 20, PLAIN_TEXT, Text="{\\Bold}LotBridge [ProductVersion]")

    def text(self, control, lines=1):
        self.add(control.title().replace("_", ""), "Text", 12 * lines, PLAIN_TEXT, Text=f"[{control}]")

    def folder(self, control, property_):
        self.add(control, "PathEdit", 18, Property=property_)
        self.tabs.append(control)
        self.y += 6

    def check(self, control, property_, text):
        self.add(control, "CheckBox", 26, Property=property_, Text=f"[{text}]")
        insert("CheckBox", Property=property_, Value="1")
        self.tabs.append(control)

    def button(self, control, text, *events, width=66):
        x = WIDTH - MARGIN - sum(button["width"] + 6 for button in self.buttons) - width
        self.buttons.append(dict(control=control, x=x, width=width, text=text))
        for order, (event, argument) in enumerate(events, 1):
            # A condition that is empty would be no key.
            insert("ControlEvent", Dialog_=self.name, Control_=control, Event=event, Argument=argument, Condition="1", Ordering=order)

    def finish(self, default=None):
        default = default or self.buttons[-1]["control"]
        if self.attributes == OF_ERRORS:  # the Installer shows those that fit the question, in one place
            for button in self.buttons:
                button["x"] = WIDTH - MARGIN - button["width"]
        for button in self.buttons:
            self.add(button["control"], "PushButton", 18, x=button["x"], y=self.height - 28, width=button["width"], Text=f"[{button['text']}]")
        order = self.tabs + [button["control"] for button in reversed(self.buttons)]
        following = dict(zip(order, order[1:] + order[:1]))
        for control in self.controls:
            after = following.get(control["Control"])
            insert("Control", **control, **({"Control_Next": after} if after else {}))
        insert("Dialog", Dialog=self.name, HCentering=50, VCentering=50, Width=WIDTH, Height=self.height, Attributes=self.attributes,
               Title="LotBridge [ProductVersion] [TEXT_TITLE]", Control_First=self.tabs[0] if self.tabs else default,
               Control_Default=default, Control_Cancel=self.buttons[0]["control"])  # fmt: skip


def main():
    for table, columns in TABLES.items():
        create(table, columns)
    for style, size, bits in (("Plain", 9, 0), ("Bold", 12, 1)):
        insert("TextStyle", TextStyle=style, FaceName="Tahoma", Size=size, StyleBits=bits)
    insert("Property", Property="DefaultUIFont", Value="Plain")
    insert("Property", Property="ErrorDialog", Value="Fault")
    # Between what looks around in the registry and what refuses by that, which says why.
    assert len(WORDS) < 50
    for number, (name, (english, chinese)) in enumerate(WORDS.items(), 51):
        insert("Property", Property=name, Value=english)
        insert("CustomAction", Action=f"Chinese_{name}", Type=SET_PROPERTY, Source=name, Target=chinese)
        insert("InstallUISequence", Action=f"Chinese_{name}", Condition=CHINESE, Sequence=number)

    # Buttons from the right.
    folders = Dialog("Folders", sequence=1110, condition="NOT Installed")
    folders.title()
    folders.text("TEXT_WELCOME", 2)
    folders.text("TEXT_PROGRAM")
    folders.folder("ProgramFolder", "INSTALLDIR")
    folders.text("TEXT_DATA", 3)
    folders.folder("DataFolder", "DATADIR")
    folders.button("Cancel", "BUTTON_CANCEL", ("EndDialog", "Exit"))
    folders.button("Install", "BUTTON_INSTALL", ("SetTargetPath", "INSTALLDIR"), ("SetTargetPath", "DATADIR"), ("EndDialog", "Return"))
    folders.finish()

    # Before costs are counted: what is wanted is then known as from a command line, by Windows and by wine.
    maintain = Dialog("Maintain", sequence=790, condition="Installed AND NOT RESUME AND NOT Preselected")
    maintain.title()
    maintain.text("TEXT_INSTALLED", 3)
    maintain.check("Purge", "PURGE", "TEXT_PURGE")
    maintain.button("Cancel", "BUTTON_CANCEL", ("EndDialog", "Exit"))
    maintain.button("Remove", "BUTTON_REMOVE", ("[TEXT_DONE]", "[TEXT_REMOVED]"), ("[REMOVE]", "ALL"), ("EndDialog", "Return"))
    maintain.button("Repair", "BUTTON_REPAIR", ("[REINSTALLMODE]", "amus"), ("[REINSTALL]", "ALL"), ("EndDialog", "Return"))
    maintain.finish()

    progress = Dialog("Progress", MODELESS, sequence=1130)
    progress.title()
    progress.text("TEXT_WAIT", 2)
    progress.add("Bar", "ProgressBar", 12, BAR)
    insert("EventMapping", Dialog_="Progress", Control_="Bar", Event="SetProgress", Attribute="Progress")
    progress.button("Cancel", "BUTTON_CANCEL", ("SpawnDialog", "Sure"))
    progress.finish()

    sure = Dialog("Sure", height=110)
    sure.text("TEXT_SURE", 3)
    sure.button("No", "BUTTON_NO", ("EndDialog", "Return"))
    sure.button("Yes", "BUTTON_YES", ("EndDialog", "Exit"))
    sure.finish(default="No")

    for name, sequence, text in (("Done", -1, "TEXT_DONE"), ("Stopped", -2, "TEXT_STOPPED"), ("Failed", -3, "TEXT_FAILED")):
        last = Dialog(name, sequence=sequence)
        last.title()
        last.text(text, 8)
        last.button("Close", "BUTTON_CLOSE", ("EndDialog", "Return"))
        last.finish()

    fault = Dialog("Fault", OF_ERRORS, height=110)
    fault.add("ErrorText", "Text", 60, PLAIN_TEXT)
    for control, text, event in (
        ("A", "BUTTON_ABORT", "ErrorAbort"), ("C", "BUTTON_CANCEL", "ErrorCancel"), ("I", "BUTTON_IGNORE", "ErrorIgnore"),
        ("N", "BUTTON_NO", "ErrorNo"), ("O", "BUTTON_OK", "ErrorOk"), ("R", "BUTTON_RETRY", "ErrorRetry"), ("Y", "BUTTON_YES", "ErrorYes"),
    ):  # fmt: skip
        fault.button(control, text, ("EndDialog", event))
    fault.finish()


if __name__ == "__main__":
    main()
