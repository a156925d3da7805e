; Pages and words of the dialogs, in Chinese and English.
!define MUI_ABORTWARNING
!define MUI_LANGDLL_REGISTRY_ROOT HKLM
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME Language

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_DIRECTORYPAGE_VARIABLE $DataDir
!define MUI_PAGE_HEADER_TEXT $(DATA_TITLE)
!define MUI_PAGE_HEADER_SUBTEXT $(DATA_SUBTITLE)
!define MUI_DIRECTORYPAGE_TEXT_TOP $(DATA_TEXT)
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION $(DATA_TITLE)
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT $(NEXT)
!define MUI_FINISHPAGE_TEXT_LARGE
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE SimpChinese

!macro Words NAME ENGLISH CHINESE
    LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
    LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend
!insertmacro Words DATA_TITLE "Data folder" "数据文件夹"
!insertmacro Words DATA_SUBTITLE "Settings, secrets and stored messages; they stay when the program goes" \
    "设置、密钥和已保存的消息；卸载程序时默认保留"
!insertmacro Words DATA_TEXT "A folder for LotBridge alone on a local disk, never on a network share. One of an earlier installation is taken as it is." \
    "请选择本地磁盘上供泊桥专用的文件夹，不要用网络共享。以前安装留下的文件夹原样使用。"
!insertmacro Words NEWER_STORE "The stored messages were written by a newer LotBridge, which this version cannot read. Nothing was changed." \
    "已保存的消息由更新版本的泊桥写入，本版本无法读取。未做任何更改。"
!insertmacro Words FILES_IN_USE "A file of LotBridge is in use and cannot be replaced. Close what uses it and run the installer again." \
    "泊桥的文件正在使用中，无法替换。请关闭相关程序后重新运行安装程序。"
!insertmacro Words OF_MSI "LotBridge was installed by its MSI: update it by that, or uninstall it first. Settings and stored messages stay." \
    "泊桥是用 MSI 安装的：请用 MSI 升级，或先将其卸载。设置和已保存的消息会保留。"
!insertmacro Words NO_DATA_FOLDER "The data folder cannot be used: name a new, an empty, or LotBridge's own folder on a local disk, not the disk itself." \
    "数据文件夹不可用：请选择本地磁盘上的新文件夹、空文件夹或泊桥原有的文件夹，不能是磁盘根目录。"
!insertmacro Words NO_SERVICE "The service could not be set up or removed. The reason stands in ${LOG_FILE}." \
    "服务无法安装或移除，原因见 ${LOG_FILE}。"
!insertmacro Words NOT_STARTED "LotBridge is installed, but its service does not start. The reason stands in ${LOG_FILE}." \
    "泊桥已安装，但服务未能启动，原因见 ${LOG_FILE}。"
!insertmacro Words NEXT \
    "Describe the lot, its cloud and its software in a file of $DataDir\lots; an example is in $INSTDIR\share\lotbridge\configs\lots.$\r$\n$\r$\nThen start LotBridge in the start menu as administrator:$\r$\n    lotbridge check$\r$\n    lotbridge service start$\r$\n$\r$\nWhat was done stands in ${LOG_FILE}." \
    "请在 $DataDir\lots 下为停车场写一个文件（停车场、云平台、停车软件）；示例见 $INSTDIR\share\lotbridge\configs\lots。$\r$\n$\r$\n然后以管理员身份运行开始菜单中的 LotBridge：$\r$\n    lotbridge check$\r$\n    lotbridge service start$\r$\n$\r$\n安装过程见 ${LOG_FILE}。"
!insertmacro Words PURGE "Also remove settings, secrets and all stored messages, even those that the cloud does not have yet?" \
    "是否同时删除设置、密钥和所有已保存的消息（包括尚未上报云平台的）？"
